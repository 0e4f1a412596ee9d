using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Cluster;

/// <summary>Puts one question to all nodes of the group, this one among them.</summary>
internal sealed class MemberQueries(NodeContext context, PeerClient peers)
{
    /// <param name="path">Path and query of the question at another node, by its name.</param>
    /// <param name="own">What this node says.</param>
    /// <param name="only">The one node to ask; null asks all.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ProblemException">There is no node <paramref name="only"/>, or this one is still starting.</exception>
    public async Task<MemberAnswers<T>> QueryAsync<T>(Func<string, string> path, Func<T> own, string? only, CancellationToken cancel)
    {
        var self = context.RequireNode().Name;
        var view = await context.Directory!.ViewAsync(fresh: true, cancel);
        var others = view.Nodes.Where(node => node.Name != self).ToList();
        if (only is not null && only != self && others.TrueForAll(node => node.Name != only))
        {
            throw ProblemException.NotFound($"There is no node '{only}'; there are {string.Join(", ", others.Select(node => node.Name).Prepend(self))}.");
        }

        var asked = others.Where(node => only is null || node.Name == only).Select(async node => (
            node.Name, node.Url, Answer: await peers.QueryAsync(node, HttpMethod.Get, path(node.Name), null, cancel)));
        var answers = await Task.WhenAll(asked);
        return new MemberAnswers<T>(
            [
                .. only is null || only == self ? [(self, own())] : Array.Empty<(string, T)>(),
                .. answers.Where(one => one.Answer is { IsOk: true }).Select(one => (one.Name, one.Answer!.Read<T>())),
            ],
            [
                .. answers.Where(one => one.Answer is not { IsOk: true }).Select(one => new SilentMember(
                    one.Name, one.Answer is { Status: var status } ? $"answered {status}" : $"cannot be reached at {one.Url}")),
            ]);
    }
}

/// <summary>What the nodes said.</summary>
/// <param name="Answers">By node, the asked one first.</param>
/// <param name="Silent">Who did not answer, and why.</param>
internal sealed record MemberAnswers<T>(
    IReadOnlyList<(string Node, T Answer)> Answers, IReadOnlyList<SilentMember> Silent);

/// <summary>A node that lives by the directory and did not answer.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Why">What became of the question.</param>
internal sealed record SilentMember(string Node, string Why);
