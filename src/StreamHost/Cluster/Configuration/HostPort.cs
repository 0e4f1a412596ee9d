namespace StreamReco.StreamHost.Cluster.Configuration;

/// <summary>Where a node of the cluster is reached.</summary>
/// <param name="Host">IPv4 address or host name.</param>
/// <param name="Port">1 to 65535.</param>
internal sealed record HostPort(string Host, int Port)
{
    /// <returns>The place, or null where the text is not HOST:PORT.</returns>
    public static HostPort? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0
            && int.TryParse(text.AsSpan(colon + 1), out var port) && port is > 0 and <= 65_535
            && Uri.CheckHostName(text[..colon]) is UriHostNameType.Dns or UriHostNameType.IPv4
                ? new HostPort(text[..colon], port) : null;
    }

    /// <returns>The places of a list with commas between, none for an empty text, or null where one is not HOST:PORT.</returns>
    public static IReadOnlyList<HostPort>? ParseList(string text)
    {
        if (text.Trim().Length == 0)
        {
            return [];
        }

        var places = new List<HostPort>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Parse(part) is not { } place)
            {
                return null;
            }

            places.Add(place);
        }

        return places;
    }

    public override string ToString() => $"{Host}:{Port}";
}
