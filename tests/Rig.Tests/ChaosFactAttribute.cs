using StreamReco.Rig.Chaos;

namespace StreamReco.Rig.Tests;

/// <summary>A test that needs an Apache Kafka and a PostgreSQL of its own: skipped where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChaosFactAttribute : FactAttribute
{
    public ChaosFactAttribute() => Skip = ChaosServers.Missing;
}
