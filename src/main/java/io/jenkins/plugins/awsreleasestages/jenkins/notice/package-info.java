/** Notices: who receives them, where that is set up, how they are sent, and where people see how that goes. */
package io.jenkins.plugins.awsreleasestages.jenkins.notice;
