using System.Runtime.InteropServices;

namespace StreamReco.StreamHost.Cluster.Joining;

/// <summary>
/// Names the machine and network that a process runs in. Where two processes have the same name, a refused connection
/// proves that nobody listens; elsewhere it may come from a wall between them, or from a loopback that is another one.
/// </summary>
internal static class Machine
{
    private const string BootId = "/proc/sys/kernel/random/boot_id";
    private const string Network = "/proc/self/ns/net";

    /// <summary>Host name and, on Linux, boot and network namespace: containers have a loopback each.</summary>
    public static string Name { get; } = string.Join(
        '/', [Environment.MachineName, .. RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? Linux() : []]);

    private static IEnumerable<string> Linux()
    {
        yield return Read(() => File.ReadAllText(BootId).Trim());
        yield return Read(() => File.ResolveLinkTarget(Network, returnFinalTarget: false)?.Name ?? "");
    }

    private static string Read(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
