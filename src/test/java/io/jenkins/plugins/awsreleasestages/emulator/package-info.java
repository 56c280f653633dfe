/** An AWS account on this machine, and a proxy that shows what is said to it and lets things go wrong. */
package io.jenkins.plugins.awsreleasestages.emulator;
