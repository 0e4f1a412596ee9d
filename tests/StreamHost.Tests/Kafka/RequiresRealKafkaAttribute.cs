using StreamReco.TestKit.Prerequisites;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>
/// A contract suite that runs on a real Apache Kafka; its class belongs to <see cref="RealKafkaCollection"/> too.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresRealKafkaAttribute : PrerequisiteAttribute
{
    public override string? Missing => KafkaHome.Path is null ? KafkaHome.HowToHaveOne : null;
}
