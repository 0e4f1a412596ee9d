using System.Net;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Settings;

/// <summary>Checks <see cref="HttpOptions"/>; each message names key and value.</summary>
internal static class HttpOptionsValidator
{
    public static IReadOnlyList<string> Validate(HttpOptions options)
    {
        var faults = new List<string>();
        CheckAddress(faults, options);
        Between(faults, "Http:Port", options.Port, 0, 65_535);
        if (options.AdvertisedUrl.Length > 0 && !IsUrl(options.AdvertisedUrl))
        {
            faults.Add($"Http:AdvertisedUrl is '{options.AdvertisedUrl}'; it must be http://HOST:PORT, or empty.");
        }

        Between(faults, "Http:ApiRequestsPerSecondMax", options.ApiRequestsPerSecondMax, 1, 1_000_000);
        Between(faults, "Http:ApiConcurrentMax", options.ApiConcurrentMax, 1, 10_000);
        Between(faults, "Http:ApiQueuedMax", options.ApiQueuedMax, 0, 100_000);
        Between(faults, "Http:BodyBytesMax", options.BodyBytesMax, 1_024, 64 * 1024 * 1024);
        Between(faults, "Http:EntriesPerRequestMax", options.EntriesPerRequestMax, 1, 10_000);
        Between(faults, "Http:ConnectionsMax", options.ConnectionsMax, 1, 100_000);
        Between(faults, "Http:StreamReadersMax", options.StreamReadersMax, 0, 10_000);
        Between(faults, "Http:RequestTimeoutMs", options.RequestTimeoutMs, 10, 600_000);
        Between(faults, "Http:ModelWaitMs", options.ModelWaitMs, 10, options.RequestTimeoutMs);
        if (!MissingTime.All.Contains(options.MissingEventTime))
        {
            faults.Add($"Http:MissingEventTime is '{options.MissingEventTime}'; it must be {string.Join(" or ", MissingTime.All)}.");
        }

        Between(faults, "Http:ReadyLagRecordsMax", options.ReadyLagRecordsMax, 0, long.MaxValue);
        Between(faults, "Http:RecentRecordsMax", options.RecentRecordsMax, 1, 1_000_000);
        return faults;
    }

    private static void CheckAddress(List<string> faults, HttpOptions options)
    {
        if (!IPAddress.TryParse(options.Address, out var address))
        {
            faults.Add(
                $"Http:Address is '{options.Address}'; it must be an IP address, for instance 127.0.0.1, or 0.0.0.0 for all.");
            return;
        }

        if (AdminToken.Fault(options) is { } fault)
        {
            faults.Add(fault);
        }
        else if (!IPAddress.IsLoopback(address) && options.AdminTokenFile.Length == 0)
        {
            faults.Add(
                $"Http:Address is '{options.Address}', which others can reach: set Http:AdminTokenFile to a file with a "
                + "token (or env:NAME), or listen on 127.0.0.1.");
        }
    }

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/";

    private static void Between(List<string> faults, string key, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            faults.Add($"{key} is {value}; it must lie between {least} and {most}.");
        }
    }
}
