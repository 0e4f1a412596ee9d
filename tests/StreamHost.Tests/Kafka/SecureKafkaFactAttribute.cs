namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>A fact about a real Apache Kafka with TLS and SCRAM: skipped where there is none, or no keytool.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SecureKafkaFactAttribute : FactAttribute
{
    public SecureKafkaFactAttribute() =>
        Skip = KafkaHome.Path is null ? KafkaHome.HowToHaveOne : Keytool.Path is null ? Keytool.HowToHaveOne : null;
}
