namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>
/// A fact about a real Apache Kafka: skipped where there is none. Its class belongs to
/// <see cref="RealKafkaCollection"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealKafkaFactAttribute : FactAttribute
{
    public RealKafkaFactAttribute()
    {
        if (KafkaHome.Path is null)
        {
            Skip = KafkaHome.HowToHaveOne;
        }
    }
}
