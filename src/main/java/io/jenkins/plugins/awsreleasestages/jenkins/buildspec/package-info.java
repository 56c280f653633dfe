/**
 * {@code buildspec}: runs a {@code buildspec.yml} on the agent.
 *
 * <p>The phases become one shell script that runs detached in a folder of its own, named by the action's token. Looking
 * reads that folder; nothing else connects the controller with the running script, so that either may go away and come
 * back.
 */
package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;
