-- CreateTable
CREATE TABLE "Address" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "address" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "network" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "index" BIGINT NOT NULL,
    "publicKey" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "requestId" TEXT,
    "requestHash" TEXT
);

-- CreateIndex
CREATE UNIQUE INDEX "Address_address_key" ON "Address"("address");

-- CreateIndex
CREATE UNIQUE INDEX "Address_requestId_key" ON "Address"("requestId");

-- CreateIndex
CREATE UNIQUE INDEX "Address_fingerprint_scope_userId_family_index_key" ON "Address"("fingerprint", "scope", "userId", "family", "index");
