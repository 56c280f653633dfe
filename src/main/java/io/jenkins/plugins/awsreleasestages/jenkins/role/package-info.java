/** {@code awsRole}, and how a run gets its AWS session. */
package io.jenkins.plugins.awsreleasestages.jenkins.role;
