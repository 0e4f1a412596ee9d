using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Search;

namespace StreamReco.StreamHost.Http.Search;

/// <summary>
/// Passes a page on to the node that has its list. That node finds itself in the cursor, so a request takes one step,
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
        var answer = owner is null ? null : await peers.QueryAsync(owner, HttpMethod.Post, "/v1/search", BodyOf(request), cancel);
        return answer is { IsOk: true } ? answer.Body : null;
    }

    /// <summary>The request as the body of a POST, however it came: a line of a request holds 8 KiB, a body more.</summary>
    private static SearchRequestBody BodyOf(NodeSearchRequest request) => new(
        request.Query, request.User, request.Session, request.Size, request.Cursor!.Value.ToString(), FilterReader.BodyOf(request.Filter),
        request.Facets.Count > 0 ? request.Facets : null, SearchReader.NameOf(request.Sort), request.Personalize);
}
