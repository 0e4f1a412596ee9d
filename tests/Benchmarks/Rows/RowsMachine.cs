using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamReco.Benchmarks.Rows;

/// <summary>What the figures of a run were taken on.</summary>
internal static class RowsMachine
{
    private const string CpuInfo = "/proc/cpuinfo";
    private const string LoadAverage = "/proc/loadavg";

    /// <summary>Processor, cores and the load of the moment.</summary>
    public static string Machine
    {
        get
        {
            var model = File.Exists(CpuInfo)
                ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
                : null;
            var load = File.Exists(LoadAverage) ? $", load average {File.ReadAllText(LoadAverage).Split(' ')[0]}" : "";
            return $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores{load}";
        }
    }

    /// <summary>Program, runtime and client.</summary>
    public static string Versions =>
        $"StreamReco {typeof(RowsMachine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}, "
        + $"{RuntimeInformation.FrameworkDescription}, librdkafka {Library.VersionString}";
}
