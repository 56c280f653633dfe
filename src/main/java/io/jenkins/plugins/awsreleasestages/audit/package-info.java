/** The record of who let what through: lines in files, of which none can be changed unnoticed. */
package io.jenkins.plugins.awsreleasestages.audit;
