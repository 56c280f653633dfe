/** The audit log of this Jenkins: what is put down, who verifies it, the administrator's page and monitor. */
package io.jenkins.plugins.awsreleasestages.jenkins.audit;
