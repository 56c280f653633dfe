/** Artifacts: stored once under the name of their content, recorded on their run, fetched by their checksum. */
package io.jenkins.plugins.awsreleasestages.jenkins.artifact;
