using System.Text;
using StreamReco.Models.Items;

namespace StreamReco.Models.Tests.Items;

public sealed class CatalogCodesTests
{
    [Theory]
    [InlineData("""{"item_id":"1","ean":["0123","0123",45]}""", "0123 45")]
    [InlineData("""{"item_id":"1","gtin13":4006381333931}""", "4006381333931")]
    [InlineData("""{"item_id":"1","upc":"12","mpn":"AB-7"}""", "12 AB-7")]
    [InlineData("""{"item_id":"1","ean":null}""", "")]
    public void Numbers_of_the_trade_are_read_under_each_of_their_names(string json, string codes) =>
        string.Join(' ', Read(json).Item!.Codes).ShouldBe(codes);

    [Fact]
    public void A_number_that_is_none_is_left_out_and_counted()
    {
        var read = Read($$"""{"item_id":"1","ean":["12","{{new string('9', 65)}}"]}""");
        read.Item!.Codes.ShouldBe(["12"]);
        read.Faults.ShouldHaveSingleItem().ToString().ShouldBe("codes has a number longer than 64 characters");
    }

    [Fact]
    public void A_long_description_is_cut_and_the_first_name_of_it_wins()
    {
        var read = Read($$"""{"item_id":"1","short_description":"short","description":"{{new string('x', 5000)}}"}""");
        read.Item!.Description!.Length.ShouldBe(CatalogJson.DescriptionCharsMax);
        read.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void A_written_record_is_read_back()
    {
        var item = Read("""{"item_id":"1","description":"a thing","ean":["12"]}""").Item!;
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        CatalogJson.Write(output, item);
        var back = CatalogJson.Read(output.WrittenSpan).Item!;
        (back.Description, back.Codes[0]).ShouldBe(("a thing", "12"));
    }

    private static CatalogReading Read(string json) => CatalogJson.Read(Encoding.UTF8.GetBytes(json));
}
