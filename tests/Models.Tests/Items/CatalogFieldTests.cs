using System.Text;
using System.Text.Json;
using StreamReco.Models.Items;

namespace StreamReco.Models.Tests.Items;

/// <summary>Each field of a catalog record is taken by itself; what cannot be read is left out and named.</summary>
public sealed class CatalogFieldTests
{
    /// <summary>Key, value, and what is right: the item as text, then the fields left out.</summary>
    public static TheoryData<string, string, string, string> Records => new()
    {
        { "i1", """{"item_id":"i1","name":"one","category":"A","price":10}""", "i1|one|A||10|yes|", "" },
        { "i2", """{"item_id":"i2","name":"two","category":"A","price":"19,99"}""", "i2|two|A||19.99|yes|", "" },
        { "i3", """{"item_id":3,"name":"three"}""", "3|three||||yes|", "" },
        { "4", """{"item_id":4,"name":"four","category":"B"}""", "4|four|B|||yes|", "" },
        {
            "i5", """{"item_id":"i5","name":null,"category":null,"brand":null,"price":null,"attributes":null,"available":null}""",
            "i5|i5||||yes|", ""
        },
        { "i6", """{"item_id":"i6","category":["shoes","sale"]}""", "i6|i6|shoes|||yes|", "category has more than one value" },
        { "i7", """{"item_id":"i7","available":"false"}""", "i7|i7||||no|", "" },
        { "i8", """{"item_id":"i8","available":0}""", "i8|i8||||no|", "" },
        { "i9", """{"id":"i9","title":"nine"}""", "i9|nine||||yes|", "" },
        { "i10", """{"item_id":"i10","price":-1}""", "i10|i10||||yes|", "price is below 0" },
        { "i11", """{"item_id":"i11","attributes":[1,"red",null]}""", "i11|i11||||yes|1,red", "" },
        { "i12", """{"item_id":"i12","attributes":{"color":"red"}}""", "i12|i12||||yes|color red", "" },
        { "i13", """{"item_id":"i13","name":"x","in_stock":false,"availability":"out of stock"}""", "i13|x||||no|", "" },
        { "\"i14\"", """{"item_id":"i14","available":false}""", "i14|i14||||no|", "" },
        { "i15", """{"item_id":"i15","available":"out_of_stock"}""", "i15|i15||||no|", "" },
        { "i16", """{"item_id":"i16","price":"19.99","available":false}""", "i16|i16|||19.99|no|", "" },
        { "k", """{"name":"only a key"}""", "k|only a key||||yes|", "" },
        { "k", """{"sku":"s","id":"","item_id":"(not set)"}""", "s|s||||yes|", "" },
        { "k", """{"id":true,"brand":{"@type":"Brand","name":"Wren"}}""", "k|k||Wren||yes|", "item_id is neither a text nor a number" },
        { "k", """{"brand":7,"category":{"id":7}}""", "k|k||7||yes|", "category is not a text" },
        { "k", """{"item_category":"later","category":"first","title":"t","name":""}""", "k|t|first|||yes|", "" },
        { "k", """{"category":["",{"name":"hats"}]}""", "k|k|hats|||yes|", "" },
        { "k", """{"price":NaN,"name":"NaN","available":false}""", "k|k||||no|", "record has a bare NaN or Infinity, read as null" },
        { "k", """{"attributes":[{"name":"color","value":"red"},[1,[2]]],"in_stock":3}""", "k|k||||yes|color,red,1,2", "" },
        { "k", """{"attributes":{"size":["S","M"],"fit":{"leg":"slim"}}}""", "k|k||||yes|size S,size M,leg slim", "" },
        { "k", """{"attributes":"wool"}""", "k|k||||yes|wool", "" },
        { "{\"item_id\":\"k\"}", """{"name":"n"}""", "k|n||||yes|", "" },
        {
            "k", """{"@type":"Product","offers":{"price":"12.50","availability":"https://schema.org/SoldOut"}}""",
            "k|k|||12.5|no|", ""
        },
        {
            "k", """{"offers":[{"price":9,"availability":"OutOfStock"},{"price":8,"availability":"InStock"}],"price":7}""",
            "k|k|||7|yes|", ""
        },
        { "k", """{"g:availability":"out_of_stock","g:price":"15.00 USD","g:title":"t"}""", "k|t|||15|no|", "" },
    };

    [Theory]
    [MemberData(nameof(Records))]
    public void What_can_be_read_is_taken_and_the_rest_is_named(string key, string value, string item, string faults)
    {
        var read = CatalogJson.Read(Encoding.UTF8.GetBytes(value), CatalogJson.KeyOf(Encoding.UTF8.GetBytes(key)));

        Text(read.Item.ShouldNotBeNull()).ShouldBe(item);
        string.Join("; ", read.Faults).ShouldBe(faults);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void The_order_of_the_fields_makes_no_difference(string key, string value, string item, string faults)
    {
        _ = (key, faults);
        if (value.Contains("NaN", StringComparison.Ordinal))
        {
            return; // is no JSON, which this test takes apart
        }

        var fields = JsonDocument.Parse(value).RootElement.EnumerateObject().Reverse();
        var turned = $"{{{string.Join(',', fields.Select(field => $"\"{field.Name}\":{field.Value.GetRawText()}"))}}}";

        var read = CatalogJson.Read(Encoding.UTF8.GetBytes(turned), CatalogJson.KeyOf(Encoding.UTF8.GetBytes(key)));

        Text(read.Item.ShouldNotBeNull()).ShouldBe(item);
    }

    [Theory]
    [InlineData("\"available\":false")]
    [InlineData("\"available\":\"no\"")]
    [InlineData("\"available\":\"0\"")]
    [InlineData("\"available\":0.0")]
    [InlineData("\"available\":-2")]
    [InlineData("\"available\":\" FALSE \"")]
    [InlineData("\"availability\":\"out_of_stock\"")]
    [InlineData("\"availability\":\"Out of stock\"")]
    [InlineData("\"availability\":\"https://schema.org/OutOfStock\"")]
    [InlineData("\"availability\":\"http://schema.org/SoldOut\"")]
    [InlineData("\"availability\":\"schema:Discontinued\"")]
    [InlineData("\"availability\":{\"@id\":\"https://schema.org/OutOfStock\"}")]
    [InlineData("\"availability\":{\"value\":\"sold out\"}")]
    [InlineData("\"availability\":[\"out of stock\"]")]
    [InlineData("\"availability\":[\"out of stock\",\"perhaps\"]")]
    [InlineData("\"availability\":{\"in_stock\":false}")]
    [InlineData("\"in_stock\":false")]
    [InlineData("\"inStock\":\"false\"")]
    [InlineData("\"in_stock\":0")]
    [InlineData("\"in_stock\":\"out_of_stock\"")]
    [InlineData("\"out_of_stock\":true")]
    [InlineData("\"out_of_stock\":1")]
    [InlineData("\"outOfStock\":\"true\"")]
    [InlineData("\"out_of_stock\":\"out of stock\"")]
    [InlineData("\"sold_out\":\"yes\"")]
    [InlineData("\"stock_status\":\"outofstock\"")]
    [InlineData("\"discontinued\":true")]
    [InlineData("\"available\":true,\"availability\":\"out_of_stock\"")]
    [InlineData("\"availability\":\"sold_out\",\"in_stock\":true")]
    [InlineData("\"available\":\"perhaps\",\"in_stock\":false")]
    public void Not_available_is_understood_and_lost_for_no_other_field(string fields)
    {
        string[] odd =
        [
            "\"price\":{\"a\":[]}", "\"price\":\"19.99 or so\"", "\"name\":[{}]", "\"category\":{\"x\":1}", "\"attributes\":[[[[1]]]]",
            "\"vector\":[\"x\"]", "\"item_id\":[1]", "\"brand\":false", "\"available\":{}", "\"x\":{\"available\":true}",
        ];
        foreach (var field in odd)
        {
            foreach (var text in (string[])[$"{{{field},{fields}}}", $"{{{fields},{field}}}"])
            {
                var read = CatalogJson.Read(Encoding.UTF8.GetBytes(text), "k");
                read.Item.ShouldNotBeNull(text).Available.ShouldBeFalse(text);
            }
        }
    }

    [Theory]
    [InlineData("\"available\":true")]
    [InlineData("\"available\":1")]
    [InlineData("\"available\":\"yes\"")]
    [InlineData("\"available\":null")]
    [InlineData("\"available\":\"\"")]
    [InlineData("\"availability\":\"in_stock\"")]
    [InlineData("\"availability\":\"https://schema.org/PreOrder\"")]
    [InlineData("\"availability\":\"BackOrder\"")]
    [InlineData("\"availability\":\"preorder\"")]
    [InlineData("\"availability\":\"LimitedAvailability\"")]
    [InlineData("\"availability\":[\"out of stock\",\"in stock\"]")]
    [InlineData("\"in_stock\":12")]
    [InlineData("\"in_stock\":\"12\"")]
    [InlineData("\"out_of_stock\":false")]
    [InlineData("\"out_of_stock\":\"in stock\"")]
    [InlineData("\"x\":{\"available\":false}")]
    public void Available_is_understood(string fields)
    {
        var read = CatalogJson.Read(Encoding.UTF8.GetBytes($"{{\"item_id\":\"i\",{fields}}}"));

        read.Item.ShouldNotBeNull().Available.ShouldBeTrue();
        read.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"available\":\"perhaps\"")]
    [InlineData("\"available\":{}")]
    [InlineData("\"availability\":[\"perhaps\"]")]
    [InlineData("\"offers\":{\"availability\":\"perhaps\"}")]
    public void An_availability_that_is_not_understood_counts_as_available_and_is_named(string fields)
    {
        var read = CatalogJson.Read(Encoding.UTF8.GetBytes($"{{\"item_id\":\"i\",{fields}}}"));

        read.Item.ShouldNotBeNull().Available.ShouldBeTrue();
        read.Faults.ShouldHaveSingleItem().ShouldBe(new CatalogFieldFault("available", "is not understood"));
    }

    [Theory]
    [InlineData("19.99", 19.99)]
    [InlineData("\"19.99\"", 19.99)]
    [InlineData("\"19,99\"", 19.99)]
    [InlineData("\"EUR 19.99\"", 19.99)]
    [InlineData("\"19,99 €\"", 19.99)]
    [InlineData("\"$1,299.00\"", 1299)]
    [InlineData("\"1.299,00 EUR\"", 1299)]
    [InlineData("\"1 299,5\"", 1299.5)]
    [InlineData("\"CHF 1'299.00\"", 1299)]
    [InlineData("\"1,299,000\"", 1299000)]
    [InlineData("\"0,125\"", 0.125)]
    [InlineData("\"1299,125\"", 1299.125)]
    [InlineData("0", 0)]
    [InlineData("{\"value\":\"19.99\",\"currency\":\"USD\"}", 19.99)]
    [InlineData("{\"currency\":\"EUR\",\"amount\":5}", 5)]
    [InlineData("{\"price\":{\"value\":6}}", 6)]
    [InlineData("[\"x\",7]", 7)]
    public void A_price_is_read_in_the_forms_that_shops_write(string price, double expected)
    {
        var read = CatalogJson.Read(Encoding.UTF8.GetBytes($"{{\"item_id\":\"i\",\"price\":{price}}}"));

        read.Item.ShouldNotBeNull().Price.ShouldBe(expected);
        read.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("-1", "is below 0")]
    [InlineData("\"-19.99\"", "is below 0")]
    [InlineData("\"-$5\"", "is below 0")]
    [InlineData("1e999", "is not a number")]
    [InlineData("\"cheap\"", "is not a number")]
    [InlineData("\"9.99 - 19.99\"", "is not a number")]
    [InlineData("\"1,29,9\"", "is not a number")]
    [InlineData("true", "is not a number")]
    [InlineData("{}", "is not a number")]
    [InlineData("[]", "is not a number")]
    [InlineData("\"1,299\"", "may have a comma for thousands or for decimals")]
    public void A_price_that_cannot_be_read_is_none_and_named(string price, string reason)
    {
        var read = CatalogJson.Read(Encoding.UTF8.GetBytes($"{{\"item_id\":\"i\",\"price\":{price},\"name\":\"n\"}}"));

        (read.Item.ShouldNotBeNull().Name, read.Item.Price).ShouldBe(("n", double.NaN));
        read.Faults.ShouldHaveSingleItem().ShouldBe(new CatalogFieldFault("price", reason));
    }

    [Fact]
    public void Attributes_have_an_end()
    {
        var read = CatalogJson.Read(Encoding.UTF8.GetBytes(
            $"{{\"item_id\":\"i\",\"attributes\":[{string.Join(',', Enumerable.Range(0, 70))}]}}"));

        read.Item!.Attributes.ShouldBe(Enumerable.Range(0, 64).Select(number => $"{number}"));
        read.Faults.ShouldHaveSingleItem().ToString().ShouldBe("attributes holds more than 64 texts");
    }

    private static string Text(CatalogItem item) => FormattableString.Invariant(
        $"{item.ItemId}|{item.Name}|{item.Category}|{item.Brand}|{(double.IsNaN(item.Price) ? "" : item.Price)}|{(item.Available ? "yes" : "no")}|{string.Join(',', item.Attributes)}");
}
