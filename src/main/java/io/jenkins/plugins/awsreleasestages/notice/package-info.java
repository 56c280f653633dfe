/** Notices about releases: what they say, in which form each receiver takes them, and the outbox in which they wait. */
package io.jenkins.plugins.awsreleasestages.notice;
