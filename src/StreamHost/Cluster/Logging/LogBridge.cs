using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Cluster.Configuration;
using AkkaLevel = Akka.Event.LogLevel;
using HostLevel = Microsoft.Extensions.Logging.LogLevel;

namespace StreamReco.StreamHost.Cluster.Logging;

/// <summary>
/// Akka.NET's log lines as lines of the host, under the category <c>Akka.…</c> of their source. One level lower than
/// Akka.NET has them where they tell of what it does by itself: who comes and goes is logged by the node, once.
/// </summary>
internal sealed class LogBridge : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private static readonly string[] _transport = ["Akka.Remote", "DotNetty"];

    private readonly ILoggerFactory _loggers = ClusterSetup.Of(Context.System).Loggers;

    public LogBridge()
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Write);
    }

    private void Write(LogEvent line)
    {
        var source = line.LogClass.FullName ?? line.LogClass.Name;
        var text = line.Message?.ToString();
        var level = IsStart(source, text) ? HostLevel.Debug : LevelOf(line.LogLevel(), source);
        var logger = _loggers.CreateLogger(source.StartsWith("Akka", StringComparison.Ordinal) ? source : $"Akka.{source}");
        if (logger.IsEnabled(level))
        {
#pragma warning disable CA2254, CA1848 // the text is made by Akka.NET; there is no template of ours to keep
            logger.Log(level, line.Cause, "{Text}", text);
#pragma warning restore CA2254, CA1848
        }
    }

    /// <summary>
    /// A region that has no coordinator yet: so it is while a cluster forms, several times a second on a busy machine. Health says that
    /// partitions are being opened, for as long as it lasts.
    /// </summary>
    private static bool IsStart(string source, string? text) => source == "Akka.Cluster.Sharding.ShardRegion" && text is not null
        && (text.Contains("No coordinator found to register", StringComparison.Ordinal)
            || text.Contains("Trying to register to coordinator", StringComparison.Ordinal));

    /// <summary>A peer that dies is a warning of the transport each second; it is said once, by the cluster.</summary>
    private static HostLevel LevelOf(AkkaLevel level, string source)
    {
        var isTransport = Array.Exists(_transport, name => source.StartsWith(name, StringComparison.Ordinal));
        return level switch
        {
            AkkaLevel.ErrorLevel => isTransport ? HostLevel.Debug : HostLevel.Error,
            AkkaLevel.WarningLevel => isTransport ? HostLevel.Debug : HostLevel.Warning,
            AkkaLevel.InfoLevel => HostLevel.Debug,
            _ => HostLevel.Trace,
        };
    }
}
