namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>
/// Kafka cannot be used as it is set up; the message names the setting to change and its value, never a secret.
/// </summary>
public sealed class KafkaSetupException(string message, Exception? inner = null) : Exception(message, inner);
