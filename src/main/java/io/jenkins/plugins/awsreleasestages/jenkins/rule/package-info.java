/** Rules of gates that no person answers: time windows, freezes, values, alarms. */
package io.jenkins.plugins.awsreleasestages.jenkins.rule;
