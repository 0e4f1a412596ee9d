using System.Net;
using System.Net.Sockets;
using StreamReco.StreamHost.Cluster.Configuration;
using StreamReco.StreamHost.Cluster.Security;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Settings;

/// <summary>Checks <see cref="ClusterOptions"/>; each message names key and value.</summary>
internal static class ClusterOptionsValidator
{
    public static IReadOnlyList<string> Validate(ClusterOptions options)
    {
        var faults = new List<string>();
        CheckAddress(faults, options);
        CheckJoin(faults, options.Join);
        Between(faults, "Cluster:Port", options.Port, 0, 65_535);
        Between(faults, "Cluster:HeartbeatMs", options.HeartbeatMs, 50, 60_000);
        Between(faults, "Cluster:PauseMs", options.PauseMs, 200, 600_000);
        Between(faults, "Cluster:StableAfterMs", options.StableAfterMs, 100, 600_000);
        Between(faults, "Cluster:DatabaseWaitMs", options.DatabaseWaitMs, 1_000, 86_400_000);
        Between(faults, "Cluster:JoinTimeoutMs", options.JoinTimeoutMs, 1_000, 86_400_000);
        if (options.PauseMs < 2L * options.HeartbeatMs)
        {
            faults.Add(
                $"Cluster:PauseMs is {options.PauseMs}; it must be at least twice Cluster:HeartbeatMs ({options.HeartbeatMs}), "
                + "or one late heartbeat takes a node down.");
        }

        CheckTls(faults, options);
        return faults;
    }

    private static void CheckAddress(List<string> faults, ClusterOptions options)
    {
        if (!IsHost(options.Address) || options.Address == "0.0.0.0")
        {
            faults.Add(
                $"Cluster:Address is '{options.Address}'; it must be the IPv4 address or host name by which other nodes reach "
                + "this one. What is listened on may differ: Cluster:BindAddress, for instance 0.0.0.0.");
        }

        if (options.BindAddress.Length > 0 && !IsIPv4(options.BindAddress))
        {
            faults.Add($"Cluster:BindAddress is '{options.BindAddress}'; it must be an IPv4 address of this machine, 0.0.0.0 for all, or empty.");
        }
    }

    private static void CheckJoin(List<string> faults, string join)
    {
        if (HostPort.ParseList(join) is null)
        {
            faults.Add($"Cluster:Join is '{join}'; it must be HOST:PORT of a node, several with commas between, or empty.");
        }
    }

    private static void CheckTls(List<string> faults, ClusterOptions options)
    {
        if (options.TlsCertificateFile.Length > 0)
        {
            if (ClusterCertificate.Fault(options) is { } fault)
            {
                faults.Add(fault);
            }

            return;
        }

        if (options.TlsPasswordFile.Length > 0 || options.TlsAuthorityFile.Length > 0)
        {
            faults.Add(
                "Cluster:TlsCertificateFile is empty, but Cluster:TlsPasswordFile or Cluster:TlsAuthorityFile is set; set all, or none.");
        }

        if (!options.AllowPlaintext && !(IsLoopback(options.Address) && IsLoopback(options.BindAddress)))
        {
            faults.Add(
                $"Cluster:Address is '{options.Address}' (Cluster:BindAddress '{options.BindAddress}'), which others can reach: set "
                + "Cluster:TlsCertificateFile, or Cluster:AllowPlaintext=true where the network is trusted, or stay on 127.0.0.1.");
        }
    }

    /// <summary>Empty counts: it stands for the address.</summary>
    private static bool IsLoopback(string host) =>
        host.Length == 0 || host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsHost(string text) => IsIPv4(text) || Uri.CheckHostName(text) == UriHostNameType.Dns;

    private static bool IsIPv4(string text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork;

    private static void Between(List<string> faults, string key, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            faults.Add($"{key} is {value}; it must lie between {least} and {most}.");
        }
    }
}
