using System.Numerics.Tensors;
using StreamReco.Models.Content;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Retrieval;

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
        var encoder = new ContentEncoder(_items);
        var fresh = Vector(encoder, new CatalogItem("n", "Green wool coat", "coats", null, 130, true));

        TensorPrimitives.Norm<float>(fresh).ShouldBe(1f, 1e-5f);
        Dot(fresh, Vector(encoder, _items[0])).ShouldBeGreaterThan(Dot(fresh, Vector(encoder, _items[2])) + 0.3f);
        Vector(encoder, _items[1]).ShouldBe(Vector(encoder, _items[1]));
    }

    [Fact]
    public void Of_an_item_of_which_nothing_is_said_nothing_is_known() =>
        Vector(new ContentEncoder(_items), new CatalogItem("x", "x", null, null, double.NaN, true)).ShouldAllBe(value => value == 0);

    [Fact]
    public void The_gate_opens_where_like_items_follow_each_other_and_only_there()
    {
        new ContentSpace(_items, Log([0, 1], [2, 3])).Gate.ShouldBeInRange(0.1f, 0.99f);
        new ContentSpace(_items, Log([0, 2], [1, 3])).Gate.ShouldBe(ContentSpace.Closed);
    }

    private static SessionLog Log(int[] one, int[] two)
    {
        var sessions = Enumerable.Range(0, 40).Select(i => i % 4 < 2 ? one : two).ToList();
        int[] starts = [.. Enumerable.Range(0, sessions.Count + 1).Select(i => i * 2)];
        int[] rows = [.. sessions.SelectMany(session => session)];
        return new SessionLog(4, starts, rows, new long[rows.Length], [.. rows.Select(_ => EventType.ViewItem)], timed: false);
    }

    private static float[] Vector(ContentEncoder encoder, CatalogItem item)
    {
        var vector = new float[ContentEncoder.Dimensions];
        encoder.Encode(item, vector);
        return vector;
    }

    private static float Dot(float[] a, float[] b) => TensorPrimitives.Dot<float>(a, b);
}
