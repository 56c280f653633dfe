/** {@code awsSource} and the trigger: notice a new revision, and bring exactly that revision in. */
package io.jenkins.plugins.awsreleasestages.jenkins.source;
