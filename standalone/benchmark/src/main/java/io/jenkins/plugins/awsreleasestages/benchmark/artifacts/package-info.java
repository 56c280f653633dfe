/** What an artifact of gigabytes, and one of very many files, costs on its way to S3 and back. */
package io.jenkins.plugins.awsreleasestages.benchmark.artifacts;
