using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Items;

namespace StreamReco.Models.Tests.Items;

public sealed class CatalogJsonTests
{
    public static TheoryData<CatalogItem> Samples =>
    [
        new CatalogItem("i1", "Merino scarf, grey", "scarves", "Fjord", 19.95, Available: true),
        new CatalogItem("日本", "Kids' \"hat\"", null, null, double.NaN, Available: false),
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_is_written_is_read_back(CatalogItem item)
    {
        CatalogJson.TryRead(Bytes(item), out var read, out _).ShouldBeTrue();
        read.ShouldBe(item);
    }

    [Fact]
    public void Attributes_and_vector_are_read_back()
    {
        var item = new CatalogItem("i", "i", null, null, double.NaN, true)
        {
            Attributes = ["wool", "red"],
            Vector = new[] { 0.1f, -3e-20f, float.MaxValue / 1e20f },
        };
        CatalogJson.TryRead(Bytes(item), out var read, out _, out var fault).ShouldBeTrue();
        fault.ShouldBeNull();
        read!.Attributes.ShouldBe(item.Attributes);
        read.Vector.ToArray().ShouldBe(item.Vector.ToArray());
    }

    [Theory]
    [InlineData("[]", "vector is empty.")]
    [InlineData("[0,0.0]", "vector is all 0.")]
    [InlineData("[1,[2],3]", "vector has no finite number in place 2.")]
    [InlineData("[1,1e39]", "vector has no finite number in place 2.")]
    [InlineData("[1e38,1e38]", "vector has numbers too large to compare.")]
    [InlineData("{\"a\":[1]}", "vector must be an array of numbers.")]
    [InlineData("\"1\"", "vector must be an array of numbers.")]
    public void An_item_is_read_without_a_bad_vector(string vector, string fault)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"item_id":"i","vector":{{vector}},"name":"Name"}""");
        CatalogJson.TryRead(json, out var item, out _, out var found).ShouldBeTrue();
        (item!.Name, item.Vector.Length, found).ShouldBe(("Name", 0, fault));
    }

    [Fact]
    public void A_vector_has_an_end()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"item_id":"i","vector":[{{string.Join(',', Enumerable.Repeat('1', 1025))}}]}""");
        CatalogJson.TryRead(json, out _, out _, out var fault).ShouldBeTrue();
        fault.ShouldBe("vector has more than 1024 values.");
    }

    [Fact]
    public void Missing_fields_unknown_fields_and_GA4_names_are_understood()
    {
        var read = CatalogJson.TryRead(
            """{"x":{"item_id":9},"item_id":"i","item_category":"hats","brand":null,"item_brand":"Wren"}"""u8, out var item, out _);

        read.ShouldBeTrue();
        item.ShouldBe(new CatalogItem("i", "i", "hats", "Wren", double.NaN, Available: true));
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{\"item_id\":\"i\"", "not JSON")]
    [InlineData("{\"item_id\":\"i\"} {}", "not JSON")]
    [InlineData("{}", "item_id is missing")]
    [InlineData("{\"item_id\":\"\"}", "item_id is missing")]
    [InlineData("{\"item_id\":7}", "item_id must be a string")]
    [InlineData("{\"item_id\":\"i\",\"name\":[1]}", "name must be a string")]
    [InlineData("{\"item_id\":\"i\",\"price\":\"9\"}", "price must be a number")]
    [InlineData("{\"item_id\":\"i\",\"price\":-1}", "price must be a number")]
    [InlineData("{\"item_id\":\"i\",\"price\":1e999}", "price must be a number")]
    [InlineData("{\"item_id\":\"i\",\"available\":1}", "available must be")]
    public void A_bad_record_is_refused_with_its_reason(string json, string expected)
    {
        CatalogJson.TryRead(Encoding.UTF8.GetBytes(json), out var item, out var reason).ShouldBeFalse();

        item.ShouldBeNull();
        reason.ShouldNotBeNull().ShouldContain(expected);
    }

    [Fact]
    public void A_text_that_is_no_UTF8_or_too_long_is_refused()
    {
        CatalogJson.TryRead([.. "{\"item_id\":\""u8, 0xC3, 0x28, .. "\"}"u8], out _, out var bytes).ShouldBeFalse();
        CatalogJson.TryRead(Bytes(new CatalogItem(new string('x', 1025), "n", null, null, 1, true)), out _, out var length)
            .ShouldBeFalse();

        bytes.ShouldBe("A text of the record is not UTF-8.");
        length.ShouldNotBeNull().ShouldContain("longer than 1024");
    }

    [Fact]
    public void No_damage_to_a_record_makes_the_reader_throw()
    {
        var good = Bytes(new CatalogItem("i1", "Merino scarf, grey", "scarves", "Fjord", 19.95, Available: true));
        var damage = Gen.Choose(0, good.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(b => (At: at, Byte: (byte)b)));

        Prop.ForAll(
            damage.ToArbitrary(),
            d =>
            {
                byte[] bytes = [.. good];
                bytes[d.At] = d.Byte;
                var read = CatalogJson.TryRead(bytes, out var item, out var reason);
                var readCut = CatalogJson.TryRead(bytes.AsSpan(0, d.At), out _, out _);
                return read == (item is not null) && read == (reason is null) && !readCut;
            }).QuickCheckThrowOnFailure();
    }

    private static byte[] Bytes(CatalogItem item)
    {
        var buffer = new ArrayBufferWriter<byte>();
        CatalogJson.Write(buffer, item);
        return buffer.WrittenSpan.ToArray();
    }
}
