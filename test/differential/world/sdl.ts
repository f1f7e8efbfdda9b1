const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable",
  "@external", "@requires", "@provides", "@override", "@inaccessible", "@interfaceObject"])`;

/** Four subgraphs that between them use what federation has. */
export const sdl = {
  catalog: `${LINK}
    schema { query: CatalogQuery mutation: CatalogMutation }
    type CatalogQuery {
      hits(first: Int = 3, kind: Kind): [Hit]
      media(id: ID!): Media
      shelves: [[Media!]]!
      book(where: BookWhere!): Book
      favourite: Book!
      films(ids: [ID!] = ["f1", "f2"]): [Film!]
    }
    type CatalogMutation { rename(id: ID!, title: String!): Media }
    interface Media @key(fields: "id") { id: ID! title: String! kind: Kind! }
    type Book implements Media @key(fields: "id") @key(fields: "isbn") {
      id: ID! isbn: String! title: String! kind: Kind! pages: Int author: Author! dimensions: Dimensions
      chapters: [[String]] secret: String @inaccessible published(zone: String = "UTC"): Date notes: Json
    }
    type Film implements Media @key(fields: "id") {
      id: ID! title: String! kind: Kind! minutes: Int cast: [Author] next: Film dimensions: Dimensions
    }
    union Hit = Book | Film | Author
    type Author @key(fields: "id") { id: ID! }
    enum Kind { BOOK FILM LOST @inaccessible }
    type Dimensions @shareable { width: Float height: Float! }
    scalar Date
    scalar Json
    input BookWhere { isbn: String id: ID limits: Limits }
    input Limits { pages: Int! = 10 kinds: [Kind!] }`,
  people: `${LINK}
    type Query { author(email: String!): Author authors: [Author!]! named(name: String!): Named }
    type Mutation { promote(id: ID!, by: Int = 1): Author }
    interface Named { name: String }
    type Author implements Named @key(fields: "id") @key(fields: "email") {
      id: ID! email: String! name: String @shareable rank: Float! mentor: Author books: [Book!]
    }
    type Book @key(fields: "isbn") { isbn: String! }`,
  reviews: `${LINK}
    type Query { newest(first: Int!): [Review!] }
    type Mutation { rate(id: ID!, stars: Int!): Review! }
    type Media @key(fields: "id") @interfaceObject { id: ID! reviews(first: Int): [Review!]! score: Float }
    type Review @key(fields: "id") {
      id: ID! text(max: Int): String stars: Int! author: Author @provides(fields: "name") about: Media
    }
    type Author @key(fields: "email") { email: String! name: String @external reviews(first: Int): [Review] }`,
  stock: `${LINK}
    type Query { cheapest: Book priced: [Priced] parcel: Dimensions }
    interface Priced { price: Int }
    type Book implements Priced @key(fields: "id") {
      id: ID! pages: Int @override(from: "catalog") title: String! @external
      dimensions: Dimensions @external price: Int
      shipping(unit: Unit = KG): Float @requires(fields: "title dimensions { width height }")
    }
    type Film implements Priced @key(fields: "id") {
      id: ID! price: Int minutes: Int @external label: String! @requires(fields: "minutes")
    }
    type Dimensions @shareable { width: Float height: Float! }
    enum Unit { KG LB }`,
};

export type SubgraphName = keyof typeof sdl;
