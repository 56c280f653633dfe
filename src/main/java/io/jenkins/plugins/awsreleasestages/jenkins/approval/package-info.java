/** {@code releaseApproval}: a gate that people pass or close, and the page where they do. */
package io.jenkins.plugins.awsreleasestages.jenkins.approval;
