/** What a gate decides, and who may. Plain Java. */
package io.jenkins.plugins.awsreleasestages.approval;
