/** {@code releaseStage}: a stage of a release, and the page that shows all of them. */
package io.jenkins.plugins.awsreleasestages.jenkins.stage;
