/**
 * Stand-ins for AWS services that answer by the thousand, in process: for what the emulator is too slow for. They keep
 * to the services' rules for tokens, paging and limits, and count what they are asked.
 */
package io.jenkins.plugins.awsreleasestages.lookalike;
