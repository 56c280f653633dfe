/** How Jenkins hosts an action of the engine. The packages below are named for what a user writes in a Jenkinsfile. */
package io.jenkins.plugins.awsreleasestages.jenkins;
