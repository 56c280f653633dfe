/**
 * What goes into a stack: CloudFormation templates, the local files they name, CDK cloud assemblies, parameter files.
 * Plain Java; nothing is sent anywhere.
 */
package io.jenkins.plugins.awsreleasestages.template;
