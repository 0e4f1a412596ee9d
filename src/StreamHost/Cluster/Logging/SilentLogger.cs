using Akka.Event;

namespace StreamReco.StreamHost.Cluster.Logging;

/// <summary>
/// Takes the place of Akka.NET's logger for standard output, which speaks while a system starts and ends whatever its level
/// is set to. Standard output belongs to the commands.
/// </summary>
internal sealed class SilentLogger : MinimalLogger
{
    protected override void Log(object message)
    {
    }
}
