using System.Numerics.Tensors;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Users;
using StreamReco.TestKit.Scoring;

namespace StreamReco.Models.Tests.Search.Ranking;

/// <summary>What a model says of items and persons stands in the features of a search.</summary>
public sealed class ModelSignalsTests
{
    private static readonly Models.Artifacts.ModelArtifact _model = SmallTwoStageModel.Of(SmallModel.Create());
    private static readonly ModelSignals _signals = ModelSignals.Of(_model.Items, _model.Stack);

    [Fact]
    public void A_person_has_the_products_of_the_online_vector_and_the_cosines_of_the_encoded_session()
    {
        var history = HistoryOf(_model.Items.Fingerprint);
        var query = new float[_model.Stack!.Encoder!.Dimensions];
        _model.Stack.Encoder.CreateEncoder().Encode([1, 3, 5], [1_000, 2_000, 90_000], query);

        var features = FeaturesOf(_model.Items.IdOf(4), history.Read(Find, _signals));

        features[SearchFeatures.OnlineVector].ShouldBe(TensorPrimitives.Dot<float>(history.Vector, _model.Items.Factor(4)));
        features[SearchFeatures.SessionCosine].ShouldBe(TensorPrimitives.Dot<float>(query, _model.Stack.Encoder.VectorOf(4)));
        features[SearchFeatures.OnlineVector].ShouldNotBe(0);
        features[SearchFeatures.SessionCosine].ShouldNotBe(0);
    }

    [Fact]
    public void A_vector_of_another_model_s_space_says_nothing() =>
        FeaturesOf(_model.Items.IdOf(4), HistoryOf(space: 77).Read(Find, _signals))[SearchFeatures.OnlineVector].ShouldBe(0);

    [Fact]
    public void Counters_are_those_of_the_model_and_the_same_for_everybody()
    {
        var counted = _model.Stack!.Parts.OpenStatistics();
        var (somebody, nobody) = (
            FeaturesOf(_model.Items.IdOf(2), HistoryOf(_model.Items.Fingerprint).Read(Find, _signals)), FeaturesOf(_model.Items.IdOf(2), null));

        nobody[SearchFeatures.CountedClicks].ShouldBe(MathF.Log(1 + counted.Clicks(2)));
        nobody[SearchFeatures.Repeats].ShouldBe(counted.RepeatRate(2));
        nobody[SearchFeatures.Ends].ShouldBe(counted.EndRate(2));
        somebody[SearchFeatures.CountedClicks..].ShouldBe(nobody[SearchFeatures.CountedClicks..]);
        nobody[SearchFeatures.OnlineVector..(SearchFeatures.TasteGated + 1)].ShouldAllBe(value => value == 0);
        FeaturesOf("new", null)[SearchFeatures.CountedClicks..].ShouldAllBe(value => value == 0);
    }

    /// <summary>The features of an item that a search finds.</summary>
    private static float[] FeaturesOf(string itemId, IPersonSignals? person)
    {
        var search = SearchSamples.SearchOf(SearchSamples.Item(itemId, "lamp"));
        var found = search.FeaturesOf(new SearchRequest("lamp", 1) { Person = person, Items = _signals }, itemId);
        return [.. found!.Select(feature => feature.Value)];
    }

    private static CatalogItem? Find(string itemId) => SearchSamples.Item(itemId, "lamp", "Acme");

    /// <summary>Three items, told in another order than they were touched in, and the vector that they fold to.</summary>
    private static PersonHistory HistoryOf(ulong space)
    {
        var vector = OnlineVector.Empty(_model.Items);
        foreach (var row in (int[])[1, 3, 5])
        {
            vector.Add(_model.Items.Factor(row), 1);
        }

        PersonTouch[] touches =
        [
            new(_model.Items.IdOf(3), false, 2_000), new(_model.Items.IdOf(1), false, 1_000), new("unknown", false, 3_000),
            new(_model.Items.IdOf(5), true, 90_000),
        ];
        return new PersonHistory(touches, space, vector.Values.ToArray());
    }
}
