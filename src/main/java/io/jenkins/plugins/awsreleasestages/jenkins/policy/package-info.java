/** What administrators and the owners of folders demand of releases, where no Jenkinsfile can reach it. */
package io.jenkins.plugins.awsreleasestages.jenkins.policy;
