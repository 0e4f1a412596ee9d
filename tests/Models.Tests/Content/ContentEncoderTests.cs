using System.Numerics.Tensors;
using StreamReco.Models.Content;
using StreamReco.Models.Items;

namespace StreamReco.Models.Tests.Content;

public sealed class ContentEncoderTests
{
    private static readonly CatalogItem[] _items =
    [
        new("a", "Red wool coat", "coats", "acme", 120, true), new("b", "Blue wool coat, long", "coats", "acme", 140, true),
        new("c", "Steel pan", "kitchen", "pots", 30, true), new("d", "Steel pot with lid", "kitchen", "pots", 45, true),
    ];

    [Fact]
    public void Items_of_like_words_lie_closer_than_others()
    {
        var content = ContentSamples.Fit(_items);
        var fresh = content.Encode(new CatalogItem("n", "Green wool coat", "coats", null, 130, true));

        TensorPrimitives.Norm<float>(fresh).ShouldBe(1f, 1e-5f);
        Dot(fresh, content.VectorOf(0)).ShouldBeGreaterThan(Dot(fresh, content.VectorOf(2)) + 0.3f);
        content.Encode(_items[1]).ShouldBe(content.VectorOf(1).ToArray());
    }

    [Fact]
    public void Of_an_item_of_which_nothing_is_said_nothing_is_known() =>
        ContentSamples.Fit(_items).Encode(new CatalogItem("x", "x", null, null, double.NaN, true)).ShouldAllBe(value => value == 0);

    [Fact]
    public void Where_nothing_is_said_of_any_item_there_is_no_content()
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 1 };
        ContentSpace.Fit(["a", "b"], [], parallel).ShouldBeNull();
        ContentSpace.Fit(["a"], [new("a", "a", null, null, double.NaN, true)], parallel).ShouldBeNull();
        ContentSpace.Fit(["a"], [new("other", "Red wool coat", null, null, 1, true)], parallel).ShouldBeNull();
    }

    [Fact]
    public void A_vector_from_elsewhere_counts_beside_the_text_and_alone()
    {
        CatalogItem[] items = [.. _items.Select((item, i) => item with { Vector = new[] { i % 2, 1f - (i % 2), 0.1f } })];
        var content = ContentSamples.Fit(items);
        content.Encoder.VectorLength.ShouldBe(3);

        var silent = new CatalogItem("n", "n", null, null, double.NaN, true);
        var alone = content.Encode(silent with { Vector = new[] { 10f, 0f, 1f } });
        Dot(alone, content.VectorOf(1)).ShouldBeGreaterThan(Dot(alone, content.VectorOf(0)) + 0.3f);
        content.Encode(silent with { Vector = new[] { 1f, 0f } }).ShouldAllBe(value => value == 0); // of another length

        var both = content.Encode(items[1] with { ItemId = "n" });
        Dot(both, content.VectorOf(1)).ShouldBe(1f, 1e-4f);
        Dot(both, content.VectorOf(3)).ShouldBeGreaterThan(Dot(both, content.VectorOf(2)));
    }

    [Fact]
    public void The_space_has_the_same_bits_for_any_number_of_threads()
    {
        var items = ContentSamples.Catalog(300);
        var (one, four) = (ContentSamples.Fit(items), ContentSamples.Fit(items, threads: 4));
        four.Vectors.ToArray().ShouldBe(one.Vectors.ToArray());
        four.Encoder.Projection.ShouldBe(one.Encoder.Projection);
        for (var row = 0; row < items.Length; row++)
        {
            four.Neighbours.RowsOf(row).ToArray().ShouldBe(one.Neighbours.RowsOf(row).ToArray());
        }
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => TensorPrimitives.Dot(a, b);
}
