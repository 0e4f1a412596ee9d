using System.Globalization;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Search;

namespace StreamReco.StreamHost.Http.Search;

/// <summary>
/// Passes a page on to the node that has its list. That node finds itself in the cursor, so a question takes one step,
/// whatever two nodes believe of each other.
/// </summary>
internal sealed class CursorOwners(NodeContext context, PeerClient peers)
{
    /// <summary>The owner's answer; null where the list is this node's, or its owner is gone or cannot answer.</summary>
    public async Task<byte[]?> QueryAsync(NodeSearchRequest request, CancellationToken cancel)
    {
        if (request.Cursor is not { } cursor || cursor.Node == context.RequireNode().Name)
        {
            return null;
        }

        var view = await context.Directory!.ViewAsync(fresh: false, cancel);
        var owner = view.Nodes.FirstOrDefault(node => node.Name == cursor.Node);
        var answer = owner is null ? null : await peers.QueryAsync(owner, HttpMethod.Get, $"/v1/search?{TextOf(request)}", null, cancel);
        return answer is { IsOk: true } ? answer.Body : null;
    }

    private static string TextOf(NodeSearchRequest request)
    {
        var parts = new List<(string Name, string Value)>
        {
            ("q", request.Query),
            ("n", request.Size.ToString(CultureInfo.InvariantCulture)),
            ("sort", SearchReader.NameOf(request.Sort)),
            ("personalize", request.Personalize ? "true" : "false"),
            ("cursor", request.Cursor!.Value.ToString()),
        };
        AddIfGiven("user", request.User);
        AddIfGiven("session", request.Session);
        AddIfGiven("facets", request.Facets.Count > 0 ? string.Join(',', request.Facets) : null);
        foreach (var (field, values) in request.Filter.Values)
        {
            parts.AddRange(values.Select(value => (FilterReader.Parameter, $"{field}:{value}")));
        }

        if (request.Filter.PriceFrom is not null || request.Filter.PriceTo is not null)
        {
            parts.Add((FilterReader.Parameter, string.Create(
                CultureInfo.InvariantCulture, $"price:{request.Filter.PriceFrom}..{request.Filter.PriceTo}")));
        }

        AddIfGiven(FilterReader.Parameter, request.Filter.AvailableOnly ? "available:true" : null);
        return string.Join('&', parts.Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value)}"));

        void AddIfGiven(string name, string? value)
        {
            if (value is not null)
            {
                parts.Add((name, value));
            }
        }
    }
}
