/** What a release and its stages are. Plain Java. */
package io.jenkins.plugins.awsreleasestages.stage;
