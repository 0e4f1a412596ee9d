using StreamReco.Models.Items;

namespace StreamReco.Models.Search.Ranking;

/// <summary>The features of clicks, of the person and of what is counted of items.</summary>
internal static class SignalFeatures
{
    /// <summary>Writes them; those of what is not known stay 0.</summary>
    public static void Write(
        CatalogItem item, IQuerySignals? query, IClickSignals? clicks, SearchRequest request, Span<float> features)
    {
        request.Items?.Write(item.ItemId, features.Slice(SearchFeatures.CountedClicks, SearchFeatures.Counters));
        if (query is not null)
        {
            var signal = query.Of(item.ItemId);
            features[SearchFeatures.ClickValue] = signal.Value;
            features[SearchFeatures.ClickEvidence] = MathF.Log(1 + signal.Evidence);
            features[SearchFeatures.Carts] = MathF.Log(1 + signal.Carts);
            features[SearchFeatures.Purchases] = MathF.Log(1 + signal.Purchases);
            features[SearchFeatures.QueryEntropy] = query.Entropy;
        }

        if (clicks is not null)
        {
            features[SearchFeatures.Popularity] = MathF.Log(1 + clicks.PopularityOf(item.ItemId));
        }

        if (request.Person is { } person)
        {
            WritePerson(person.Of(item), features);
        }
    }

    private static void WritePerson(in PersonSignal person, Span<float> features)
    {
        features[SearchFeatures.OnlineVector] = person.Vector;
        features[SearchFeatures.SessionCosine] = person.Session;
        features[SearchFeatures.BrandTaste] = person.Brand;
        features[SearchFeatures.CategoryTaste] = person.Category;
        features[SearchFeatures.PriceTaste] = person.Price;
        features[SearchFeatures.Seen] = person.Seen ? 1 : 0;
        features[SearchFeatures.Bought] = person.Bought ? 1 : 0;
    }
}
