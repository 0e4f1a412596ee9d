using System.Numerics.Tensors;
using StreamReco.Models.Encoder;
using StreamReco.Models.Items;

namespace StreamReco.Models.Search.Ranking;

/// <summary>A person by taste, online vector and encoded session. Immutable.</summary>
/// <param name="taste">What is known without a model.</param>
/// <param name="items">The space of the online vector.</param>
/// <param name="online">The online vector, D values; empty for none.</param>
/// <param name="encoder">Has the vectors of items beside which the session stands.</param>
/// <param name="session">The encoder's query, of length 1; empty for none.</param>
internal sealed class ModelPerson(
    IPersonSignals taste, ItemSpace items, float[] online, EncoderModel? encoder, float[] session) : IPersonSignals
{
    /// <inheritdoc />
    public PersonSignal Of(CatalogItem item)
    {
        var signal = taste.Of(item);
        return items.IndexOf(item.ItemId) is not (var row and >= 0) ? signal : signal with
        {
            Vector = online.Length == 0 ? 0 : TensorPrimitives.Dot(online, items.Factor(row)),
            Session = session.Length == 0 ? 0 : TensorPrimitives.Dot(session, encoder!.VectorOf(row)),
        };
    }
}
