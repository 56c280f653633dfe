/** Files of a folder: which they are, what they are called, packed and unpacked. Runs on agents; knows no Jenkins. */
package io.jenkins.plugins.awsreleasestages.files;
