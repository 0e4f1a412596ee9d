using System.Reflection;
using System.Runtime.InteropServices;
using StreamReco.Models.Scoring;
using StreamReco.StreamHost.Kafka;

namespace StreamReco.StreamHost.Cli;

/// <summary><c>version</c>: what is at work, native parts included.</summary>
internal sealed class VersionCommand()
    : VerbCommand("version", "Show the versions of the program and of its native parts.")
{
    /// <summary>The program's version, for instance <c>0.1.0</c>.</summary>
    public static string Program { get; } = typeof(VersionCommand).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("What to put into a bug report", "streamreco version")];

    public override Task<int> RunAsync(VerbContext context, CancellationToken cancel)
    {
        var output = context.Screen.Output;
        output.WriteLine($"streamreco   {Program}");
        output.WriteLine($"librdkafka   {KafkaClientVersion.Native}");
        output.WriteLine($"ONNX Runtime {OnnxRuntimeVersion.Native}");
        output.WriteLine($".NET         {Environment.Version} ({RuntimeInformation.RuntimeIdentifier})");
        return Task.FromResult(ExitCode.Ok);
    }
}
