/** Event queues: where they are set, who reads them, and where people see how that goes. */
package io.jenkins.plugins.awsreleasestages.jenkins.event;
