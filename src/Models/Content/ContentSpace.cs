using System.Numerics.Tensors;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Content;

/// <summary>
/// The content vectors of a model's items, and the gate that says from which likeness on content is trusted: learned from
/// the sessions that the model was trained on. Immutable, shared by all shards.
/// </summary>
public sealed class ContentSpace
{
    /// <summary>The gate where content is not trusted: no cosine reaches it.</summary>
    public const float Closed = 2f;

    private const int PairsMax = 4_000;

    /// <summary>Items that follow each other must be this much more alike than any two, or content says nothing here.</summary>
    private const double MarginMin = 0.05;

    private readonly ContentEncoder _encoder;
    private readonly float[] _vectors;

    /// <param name="items">What is known of each item, by row.</param>
    /// <param name="log">Sessions over these rows.</param>
    public ContentSpace(IReadOnlyList<CatalogItem> items, SessionLog log)
    {
        _encoder = new ContentEncoder(items);
        _vectors = new float[items.Count * ContentEncoder.Dimensions];
        for (var row = 0; row < items.Count; row++)
        {
            _encoder.Encode(items[row], _vectors.AsSpan(row * ContentEncoder.Dimensions, ContentEncoder.Dimensions));
        }

        Gate = GateOf(log);
    }

    /// <summary>The cosine from which on an item without clicks may be recommended, or <see cref="Closed"/>.</summary>
    public float Gate { get; }

    /// <summary>The space of a model; null where it keeps no sessions to learn the gate from.</summary>
    public static ContentSpace? Of(ModelArtifact model) =>
        model.Stack is { } stack ? new ContentSpace(model.ItemInfo, stack.Parts.Log) : null;

    /// <summary>The unit vector of a model's item.</summary>
    public ReadOnlySpan<float> VectorOf(int row) => _vectors.AsSpan(row * ContentEncoder.Dimensions, ContentEncoder.Dimensions);

    /// <summary>The vector of an item that the model does not know.</summary>
    public float[] Encode(CatalogItem item)
    {
        var vector = new float[ContentEncoder.Dimensions];
        _encoder.Encode(item, vector);
        return vector;
    }

    /// <summary>
    /// The mean cosine of items clicked one behind the other, if it is well above that of items far apart in the log.
    /// </summary>
    private float GateOf(SessionLog log)
    {
        var (near, far, pairs) = (0.0, 0.0, 0);
        var stride = Math.Max(1, log.Sessions / PairsMax);
        for (var session = 0; session < log.Sessions; session += stride)
        {
            var rows = log.RowsOf(session);
            var others = log.RowsOf((session + (log.Sessions / 2) + 1) % log.Sessions);
            for (var i = 1; i < rows.Length && others.Length > 0; i++)
            {
                var (a, b, c) = (rows[i - 1], rows[i], others[i % others.Length]);
                if (a != b && a != c)
                {
                    near += TensorPrimitives.Dot(VectorOf(a), VectorOf(b));
                    far += TensorPrimitives.Dot(VectorOf(a), VectorOf(c));
                    pairs++;
                }
            }
        }

        return pairs > 0 && (near - far) / pairs > MarginMin ? (float)(near / pairs) : Closed;
    }
}
