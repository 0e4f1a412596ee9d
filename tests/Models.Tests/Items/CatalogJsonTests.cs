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
        var read = CatalogJson.Read(Bytes(item));
        read.Faults.ShouldBeEmpty();
        read.Item.ShouldBe(item);
    }

    [Fact]
    public void Attributes_and_vector_are_read_back()
    {
        var item = new CatalogItem("i", "i", null, null, double.NaN, true)
        {
            Attributes = ["wool", "red"],
            Vector = new[] { 0.1f, -3e-20f, float.MaxValue / 1e20f },
        };
        var read = CatalogJson.Read(Bytes(item));
        read.Faults.ShouldBeEmpty();
        read.Item!.Attributes.ShouldBe(item.Attributes);
        read.Item.Vector.ToArray().ShouldBe(item.Vector.ToArray());
    }

    [Theory]
    [InlineData("[]", "vector is empty")]
    [InlineData("[0,0.0]", "vector is all 0")]
    [InlineData("[1,[2],3]", "vector has no finite number in place 2")]
    [InlineData("[1,1e39]", "vector has no finite number in place 2")]
    [InlineData("[1e38,1e38]", "vector has numbers too large to compare")]
    [InlineData("{\"a\":[1]}", "vector must be an array of numbers")]
    [InlineData("\"1\"", "vector must be an array of numbers")]
    public void An_item_is_read_without_a_bad_vector(string vector, string fault)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"item_id":"i","vector":{{vector}},"name":"Name"}""");
        var read = CatalogJson.Read(json);
        (read.Item!.Name, read.Item.Vector.Length).ShouldBe(("Name", 0));
        read.Faults.ShouldHaveSingleItem().ToString().ShouldBe(fault);
    }

    [Fact]
    public void A_vector_has_an_end()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"item_id":"i","vector":[{{string.Join(',', Enumerable.Repeat('1', 1025))}}]}""");
        CatalogJson.Read(json).Faults.ShouldHaveSingleItem().ToString().ShouldBe("vector has more than 1024 values");
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{\"item_id\":\"i\"", "not JSON")]
    [InlineData("{\"item_id\":\"i\"} {}", "not JSON")]
    [InlineData("{}", "item_id is missing")]
    [InlineData("{\"item_id\":\"\"}", "item_id is missing")]
    [InlineData("{\"item_id\":\"nan\"}", "item_id is missing")]
    [InlineData("{\"item_id\":[\"i\"]}", "item_id is missing")]
    public void A_record_without_an_item_is_refused_with_its_reason(string json, string expected)
    {
        var read = CatalogJson.Read(Encoding.UTF8.GetBytes(json));

        read.Item.ShouldBeNull();
        read.Reason.ShouldNotBeNull().ShouldContain(expected);
    }

    [Fact]
    public void A_text_that_is_no_UTF8_or_too_long_is_left_out()
    {
        var bytes = CatalogJson.Read([.. "{\"item_id\":\"i\",\"name\":\""u8, 0xC3, 0x28, .. "\",\"available\":false}"u8]);
        var length = CatalogJson.Read(Bytes(new CatalogItem("i", new string('x', 1025), "c", null, 1, true)));
        var id = CatalogJson.Read(Bytes(new CatalogItem(new string('x', 1025), "n", null, null, 1, true)), "key");

        (bytes.Item!.Name, bytes.Item.Available).ShouldBe(("i", false));
        bytes.Faults.ShouldHaveSingleItem().ToString().ShouldBe("name is not UTF-8");
        (length.Item!.Name, length.Item.Category).ShouldBe(("i", "c"));
        length.Faults.ShouldHaveSingleItem().ToString().ShouldBe("name is longer than 1024 characters");
        id.Item!.ItemId.ShouldBe("key");
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
                var read = CatalogJson.Read(bytes);
                var isCutRead = CatalogJson.Read(bytes.AsSpan(0, d.At)).IsItem;
                return read.IsItem == (read.Reason is null) && !isCutRead;
            }).QuickCheckThrowOnFailure();
    }

    private static byte[] Bytes(CatalogItem item)
    {
        var buffer = new ArrayBufferWriter<byte>();
        CatalogJson.Write(buffer, item);
        return buffer.WrittenSpan.ToArray();
    }
}
