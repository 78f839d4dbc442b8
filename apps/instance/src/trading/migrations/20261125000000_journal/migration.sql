-- Commits of the engines' journals: one row per commit, in order, each checksum running on from the one before.
CREATE TABLE "Batch" (
  "id" INTEGER PRIMARY KEY,
  "bot" TEXT NOT NULL,
  "seq" INTEGER NOT NULL,
  "at" INTEGER NOT NULL,
  "checkpoint" INTEGER NOT NULL,
  "previous" INTEGER NOT NULL,
  "checksum" INTEGER NOT NULL,
  "records" TEXT NOT NULL
);
CREATE UNIQUE INDEX "Batch_seq" ON "Batch" ("bot", "seq");
CREATE INDEX "Batch_checkpoint" ON "Batch" ("bot", "seq") WHERE "checkpoint" = 1;

-- Fills for ever. Amounts are units as decimal integers, prices ticks, quantities lots.
CREATE TABLE "Fill" (
  "id" INTEGER PRIMARY KEY AUTOINCREMENT,
  "bot" TEXT NOT NULL,
  "at" INTEGER NOT NULL,
  "instrument" INTEGER NOT NULL,
  "tradeId" TEXT NOT NULL,
  "clientId" TEXT NOT NULL,
  "side" INTEGER NOT NULL,
  "tick" INTEGER NOT NULL,
  "lots" INTEGER NOT NULL,
  "maker" INTEGER NOT NULL,
  "feeAsset" TEXT,
  "fee" TEXT,
  "feeValue" TEXT NOT NULL,
  "realized" TEXT NOT NULL,
  "synthetic" INTEGER NOT NULL
);
CREATE UNIQUE INDEX "Fill_trade" ON "Fill" ("bot", "instrument", "tradeId");
CREATE INDEX "Fill_bot" ON "Fill" ("bot", "id");
CREATE INDEX "Fill_synthetic" ON "Fill" ("bot", "clientId") WHERE "synthetic" = 1;

CREATE TABLE "Order" (
  "bot" TEXT NOT NULL,
  "intent" INTEGER NOT NULL,
  "clientId" TEXT NOT NULL,
  "createdAt" INTEGER NOT NULL,
  "updatedAt" INTEGER NOT NULL,
  "instrument" INTEGER NOT NULL,
  "side" INTEGER NOT NULL,
  "tick" INTEGER NOT NULL,
  "lots" INTEGER NOT NULL,
  "filled" INTEGER NOT NULL,
  "state" INTEGER NOT NULL,
  "reason" TEXT NOT NULL,
  PRIMARY KEY ("bot", "intent", "clientId")
) WITHOUT ROWID;
