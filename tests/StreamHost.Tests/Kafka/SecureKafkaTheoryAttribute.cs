namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>As <see cref="SecureKafkaFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SecureKafkaTheoryAttribute : TheoryAttribute
{
    public SecureKafkaTheoryAttribute() => Skip = new SecureKafkaFactAttribute().Skip;
}
