using System.Buffers.Binary;
using System.Text;
using StreamReco.Models.Data;

namespace StreamReco.Models.Tests.Data;

public sealed class ItemVectorsFileTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Lines_are_read_and_bad_ones_counted_with_their_reason()
    {
        var (vectors, skipped) = Read(_files.Write("v.ndjson", """
            {"item_id":"a","vector":[1,-2.5e-1]}
            {"vector":[0.5,0],"model":{"x":[1]},"item_id":"b"}
            {"item_id":"c","vector":[1,2,3]}
            {"item_id":"d","vector":[1,null]}
            {"item_id":"e","vector":[1,1e60]}
            {"item_id":"f","vector":[0,0]}
            {"item_id":"g"}
            {"vector":[1,2]}
            {"item_id":"h","vector":"1,2"}
            {"item_id":7,"vector":[1,2]}
            nothing
            {"item_id":"a","vector":[3,4]}
            """));

        vectors.Keys.ShouldBe(["a", "b"], ignoreOrder: true);
        vectors["a"].ShouldBe([3f, 4f]);
        skipped.ShouldBe(new Dictionary<string, long>
        {
            ["vector has another length than the first one's 2."] = 1,
            ["vector has no finite number in place 2."] = 2,
            ["vector is all 0."] = 1,
            ["vector is missing."] = 1,
            ["item_id is missing."] = 1,
            ["vector must be an array of numbers."] = 1,
            ["the line is no JSON object"] = 2,
        }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("<f4", 1)]
    [InlineData("<f8", 1)]
    [InlineData("<f2", 2)]
    public void A_NumPy_array_is_read_with_the_ids_beside_it(string type, int version)
    {
        var path = _files.Write("v.npy", Npy(type, version, "(3, 2)", 1, -0.5, 2, 3, 0, 0));
        _files.Write("v.ids.txt", "a\nb\nc\n");

        var (vectors, skipped) = Read(path);
        vectors.Count.ShouldBe(2);
        vectors["a"].ShouldBe([1f, -0.5f]);
        vectors["b"].ShouldBe([2f, 3f]);
        skipped.Keys.ShouldBe(["vector is all 0."]);
    }

    [Theory]
    [InlineData("<i4", "(1, 2)")]
    [InlineData("<f4", "(2,)")]
    [InlineData("<f4", "(9, 2)")]
    public void An_array_of_another_form_is_refused(string type, string shape)
    {
        var path = _files.Write("v.npy", Npy(type, 1, shape, 1, 2));
        _files.Write("v.ids.txt", "a\n");
        Should.Throw<DataFileException>(() => Read(path)).Message.ShouldContain("no NumPy array of two dimensions");
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        var path = _files.Write("v.npy", Npy("<f4", 1, "(1, 2)", 1, 2));
        Should.Throw<DataFileException>(() => Read(path)).Message.ShouldContain("v.ids.txt' is not there");
        _files.Write("v.ids.txt", "a\nb\n");
        Should.Throw<DataFileException>(() => Read(path)).Message.ShouldContain("1 rows where");
        Should.Throw<DataFileException>(() => Read(_files.Write("x.ndjson", "{}\n"))).Message.ShouldContain("not one vector can be used");
    }

    [Fact]
    public void A_file_of_items_is_read_as_the_catalog_topic_is()
    {
        var (items, skipped) = CatalogFile.Read(
            _files.Write("i.ndjson", """
                {"item_id":"a","name":"Coat","attributes":["wool","red"],"vector":[1,2]}
                {"item_id":"b","vector":[0]}
                {"name":"nobody"}
                """), default);

        items.Select(item => item.ItemId).ShouldBe(["a", "b"]);
        (items[0].Attributes.Count, items[0].Vector.Length, items[1].Vector.Length).ShouldBe((2, 2, 0));
        skipped.Keys.ShouldBe(["vector is all 0; the item is taken without it", "item_id is missing."], ignoreOrder: true);
    }

    private static (IReadOnlyDictionary<string, float[]> Vectors, IReadOnlyDictionary<string, long> Skipped) Read(string path) =>
        ItemVectorsFile.Read(path, default);

    private static byte[] Npy(string type, int version, string shape, params double[] values)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n");
        byte[] head = [0x93, .. "NUMPY"u8, (byte)version, 0];
        var length = new byte[version == 1 ? 2 : 4];
        length[0] = (byte)header.Length;
        var cells = values.SelectMany(value =>
        {
            var cell = new byte[type[^1] - '0'];
            switch (cell.Length)
            {
                case 2:
                    BinaryPrimitives.WriteHalfLittleEndian(cell, (Half)value);
                    break;
                case 4:
                    BinaryPrimitives.WriteSingleLittleEndian(cell, (float)value);
                    break;
                default:
                    BinaryPrimitives.WriteDoubleLittleEndian(cell, value);
                    break;
            }

            return cell;
        });
        return [.. head, .. length, .. header, .. cells];
    }
}
