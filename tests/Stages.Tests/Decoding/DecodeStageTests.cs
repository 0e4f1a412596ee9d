using System.IO.Hashing;
using System.Runtime.InteropServices;
using StreamReco.Models.Events;

namespace StreamReco.Stages.Tests.Decoding;

public sealed class DecodeStageTests
{
    private readonly Decoder _decoder = new();

    [Fact]
    public void An_event_of_our_own_json_is_read_whole()
    {
        var click = _decoder.Event("""
            {"event_id":"e1","event_type":"add_to_cart","user_id":"u1","anonymous_id":"a1","session_id":"s1",
             "timestamp":1768478399000,"recommendation_id":"0-5-A","consent":{"ads":false},"context":{"page":{"url":"/x"}},
             "items":[{"item_id":"i1","price":9.5,"quantity":2,"index":3,"item_category":"shoes"},{"item_id":"i2"}]}
            """);

        click.HasEventId.ShouldBeTrue();
        click.EventIdHash.ShouldBe(XxHash3.HashToUInt64(MemoryMarshal.AsBytes("e1".AsSpan())));
        click.Type.ShouldBe(EventType.AddToCart);
        click.UserId.ToString().ShouldBe("u1");
        click.SessionId.ToString().ShouldBe("s1");
        click.EventTimeMs.ShouldBe(1768478399000);
        click.Items.ShouldBe([new ItemTouch("i1", "shoes", 9.5, 2) { Position = 3 }, new ItemTouch("i2", null, double.NaN, 1)]);
    }

    [Fact]
    public void An_item_named_beside_the_other_fields_is_the_events_item() =>
        _decoder.Event("""{"event_id":"e","event_type":"view_item","user_id":"u","timestamp":1768478399000,"item_id":"i7","price":"4.25","category":"c"}""")
            .Items.ShouldBe([new ItemTouch("i7", "c", 4.25, 1)]);

    [Fact]
    public void Numbers_are_taken_as_ids_digit_by_digit()
    {
        var click = _decoder.Event("""{"event_id":17,"event_type":"view_item","user_id":123456789012345678901234567890,"session_id":5,"timestamp":1768478399000,"item_id":42}""");

        click.UserId.ToString().ShouldBe("123456789012345678901234567890");
        click.SessionId.ToString().ShouldBe("5");
        click.Items[0].ItemId.ShouldBe("42");
        click.EventIdHash.ShouldBe(XxHash3.HashToUInt64(MemoryMarshal.AsBytes("17".AsSpan())));
    }

    [Fact]
    public void Escapes_mean_the_characters_they_stand_for()
    {
        var click = _decoder.Event("""{"event_id":"e","event_type":"view\u005fitem","user_id":"\u00fc\"\\\ud83d\ude00","timestamp":"2026-01-15T11:59:59\u002B00:00","item_id":"a\/b"}""");

        click.Type.ShouldBe(EventType.ViewItem);
        click.UserId.ToString().ShouldBe("ü\"\\😀");
        click.EventTimeMs.ShouldBe(1768478399000);
        click.Items[0].ItemId.ShouldBe("a/b");
    }

    [Fact]
    public void A_user_id_counts_before_an_anonymous_one_whatever_comes_first()
    {
        _decoder.Event("""{"anonymous_id":"a","user_id":"u","event_id":"e","event_type":"view_home","timestamp":1768478399000}""").UserId.ToString().ShouldBe("u");
        _decoder.Event("""{"user_id":"u","anonymous_id":"a","event_id":"e","event_type":"view_home","timestamp":1768478399000}""").UserId.ToString().ShouldBe("u");
        _decoder.Event("""{"user_id":null,"anonymous_id":"a","event_id":"e","event_type":"view_home","timestamp":1768478399000}""").UserId.ToString().ShouldBe("a");
        _decoder.Event("""{"user_id":"","anonymous_id":"a","event_id":"e","event_type":"view_home","timestamp":1768478399000}""").UserId.ToString().ShouldBe("a");
    }

    [Fact]
    public void Nothing_of_an_event_is_left_in_the_next_one()
    {
        _decoder.Event("""{"event_id":"e","event_type":"view_item","user_id":"u","session_id":"s","sent_at":1768478399000,"timestamp":1768478390000,"item_id":"i"}""");
        var click = _decoder.Event("""{"event_id":"f","event_type":"view_home","anonymous_id":"v","timestamp":1768478399000}""");

        click.Items.ShouldBeEmpty();
        click.SessionId.IsEmpty.ShouldBeTrue();
        click.UserId.ToString().ShouldBe("v");
        click.EventTimeMs.ShouldBe(1768478399000);
    }

    [Fact]
    public void The_same_item_twice_shares_one_string()
    {
        var first = _decoder.Event("""{"event_id":"e","event_type":"view_item","user_id":"u","timestamp":1768478399000,"item_id":"item"}""").Items[0].ItemId;
        var second = _decoder.Event("""{"event_id":"f","event_type":"view_item","user_id":"u","timestamp":1768478399000,"item_id":"item"}""").Items[0].ItemId;

        second.ShouldBeSameAs(first);
    }

    [Fact]
    public void The_longest_id_may_be_all_escapes()
    {
        var id = string.Concat(Enumerable.Repeat("\\u00fc", new LimitOptions().IdCharsMax));
        _decoder.Event($$"""{"event_id":"e","event_type":"view_home","user_id":"{{id}}","timestamp":1768478399000}""").UserId.Length.ShouldBe(256);
    }
}
