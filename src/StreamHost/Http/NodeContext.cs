using StreamReco.StreamHost.Figures;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http;

/// <summary>What the endpoints work with. The node comes later than the first request: it has a model to load.</summary>
/// <param name="Options">The settings.</param>
/// <param name="Token">Opens the admin endpoint; null where nobody asks for one.</param>
/// <param name="Time">The clock.</param>
internal sealed record NodeContext(StreamRecoOptions Options, AdminToken? Token, TimeProvider Time)
{
    private volatile RecommenderNode? _node;

    /// <summary>The node once it is there.</summary>
    public RecommenderNode? Node => _node;

    /// <summary>The last quarter of an hour.</summary>
    public FigureHistory History { get; } = new();

    /// <summary>Where the clicks end; null before the node is there.</summary>
    public ClickLag? Lag { get; private set; }

    /// <summary>The node is there.</summary>
    public void Attach(RecommenderNode node, ClickLag lag) => (Lag, _node) = (lag, node);
}
