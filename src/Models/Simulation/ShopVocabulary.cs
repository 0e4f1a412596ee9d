namespace StreamReco.Models.Simulation;

/// <summary>The words of the simulated shop.</summary>
internal static class ShopVocabulary
{
    private static readonly string[] _departments = ["", "Kids' ", "Outdoor ", "Vintage "];

    private static readonly (string Name, string[] Things, string[] Makes)[] _kinds =
    [
        ("scarves", ["scarf", "shawl", "snood"], ["Merino", "Silk", "Cashmere", "Cotton"]),
        ("shoes", ["sneakers", "boots", "loafers", "sandals"], ["Leather", "Suede", "Canvas", "Knitted"]),
        ("jackets", ["jacket", "coat", "parka", "blazer"], ["Wool", "Denim", "Quilted", "Waxed"]),
        ("trousers", ["trousers", "chinos", "jeans", "shorts"], ["Linen", "Corduroy", "Cotton", "Twill"]),
        ("shirts", ["shirt", "blouse", "polo shirt", "T-shirt"], ["Oxford", "Flannel", "Linen", "Jersey"]),
        ("bags", ["tote bag", "backpack", "satchel", "purse"], ["Leather", "Canvas", "Felt", "Woven"]),
        ("hats", ["beanie", "cap", "sun hat", "beret"], ["Wool", "Straw", "Cotton", "Fleece"]),
        ("kitchen", ["bowl", "teapot", "mug", "chopping board"], ["Stoneware", "Oak", "Enamel", "Glass"]),
        ("lamps", ["desk lamp", "floor lamp", "lantern"], ["Brass", "Paper", "Ceramic", "Steel"]),
        ("bedding", ["pillow", "blanket", "duvet cover", "throw"], ["Down", "Percale", "Mohair", "Bamboo"]),
        ("toys", ["train", "puzzle", "doll", "building blocks"], ["Wooden", "Tin", "Felt", "Painted"]),
        ("garden", ["planter", "watering can", "bench", "bird house"], ["Terracotta", "Zinc", "Cedar", "Rattan"]),
        ("books", ["notebook", "sketchbook", "diary", "photo album"], ["Linen", "Ruled", "Pocket", "Bound"]),
        ("jewellery", ["necklace", "bracelet", "earrings", "ring"], ["Silver", "Pearl", "Gold-plated", "Amber"]),
        ("sports", ["yoga mat", "jump rope", "water bottle"], ["Cork", "Steel", "Recycled", "Light"]),
    ];

    private static readonly string[] _colours =
    [
        "grey", "navy", "black", "white", "olive", "rust", "sand", "burgundy", "sky blue", "moss green", "mustard",
        "rose", "plum", "cream", "charcoal", "turquoise",
    ];

    private static readonly string[] _brands =
    [
        "Northwick", "Ellery & Son", "Fjord", "Casa Lume", "Hollis", "Marrow", "Tidewater", "Pinehouse", "Oriel", "Quay",
        "Sable", "Wren", "Alder", "Birch & Bay", "Corvo", "Dune",
    ];

    public static int CategoriesMax => _departments.Length * _kinds.Length;

    /// <summary>For instance <c>scarves</c>, and further on <c>outdoor scarves</c>.</summary>
    public static string Category(int category) =>
        _departments[category / _kinds.Length].ToLowerInvariant() + _kinds[category % _kinds.Length].Name;

    /// <summary>What people type who look for the category, for instance <c>shawl</c>.</summary>
    public static string Query(int category, int draw)
    {
        var things = _kinds[category % _kinds.Length].Things;
        return _departments[category / _kinds.Length].ToLowerInvariant() + things[draw % things.Length];
    }

    public static string Brand(int draw) => _brands[draw % _brands.Length];

    /// <summary>The name of the category's n-th item, for instance <c>Merino scarf, grey</c>; numbered when the words run out.</summary>
    public static string Item(int category, int n)
    {
        var (_, things, makes) = _kinds[category % _kinds.Length];
        var thing = things[n % things.Length];
        var make = makes[n / things.Length % makes.Length];
        var words = things.Length * makes.Length;
        var colour = _colours[n / words % _colours.Length];
        var edition = 1 + n / (words * _colours.Length);
        var department = _departments[category / _kinds.Length];
        make = department.Length == 0 ? make : department + make.ToLowerInvariant();
        return edition == 1 ? $"{make} {thing}, {colour}" : $"{make} {thing}, {colour}, no. {edition}";
    }
}
